{{#SUBJECT}}Invitation – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}votre inscription à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Vous êtes invité·e {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
{{#GOALS_KNOWN}}Au menu : {{GOALS}}.{{/GOALS_KNOWN}}
{{#CHOICE}}Le contenu est le même à chaque date : choisissez celle qui vous convient.{{/CHOICE}}
{{#MODULES}}Une seule inscription vaut pour l’ensemble des modules.{{/MODULES}}
{{#CLOSES_KNOWN}}Inscription en un clic, jusqu’au {{CLOSES}}.{{/CLOSES_KNOWN}}
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}cet événement s’adresse à vous et vous n’avez pas encore répondu{{/WHY}}
