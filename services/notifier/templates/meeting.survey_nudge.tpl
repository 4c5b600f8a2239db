{{#SUBJECT}}Encore quelques jours pour donner votre avis sur « {{TITLE}} »{{/SUBJECT}}
{{#SHORT}}votre avis sur « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Votre avis sur « {{TITLE}} » nous manque encore.{{/OPENING}}
{{#BODY}}
Deux minutes suffisent, jusqu’au {{SURVEY_ENDS}}. C’est notre dernier rappel à ce sujet.
{{#NO_SURVEY_LINK}}Il suffit de répondre à ce message.{{/NO_SURVEY_LINK}}
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
+ {{SURVEY}} Je donne mon avis
{{/ACTIONS}}
{{#WHY}}vous avez participé et n’avez pas encore donné votre avis{{/WHY}}
