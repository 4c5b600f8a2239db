{{#SUBJECT}}Votre avis sur « {{TITLE}} »{{/SUBJECT}}
{{#SHORT}}votre avis sur « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Merci de votre participation {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
Qu’en gardez-vous, que faut-il changer ? Deux minutes suffisent, et vos réponses préparent les prochaines rencontres.
{{#NO_SURVEY_LINK}}Il suffit de répondre à ce message.{{/NO_SURVEY_LINK}}
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
+ {{SURVEY}} Je donne mon avis
{{/ACTIONS}}
{{#WHY}}vous avez participé{{/WHY}}
