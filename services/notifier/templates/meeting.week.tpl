{{#SUBJECT}}Rendez-vous {{WHEN_BARE}} – {{TITLE}}{{/SUBJECT}}
{{#SHORT}}« {{TITLE}} », {{DAY}}{{/SHORT}}
{{#OPENING}}Votre place est réservée {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
Voici tout ce qu’il faut pour venir. Un empêchement ? Dites-le d’un clic : quelqu’un attend peut-être une place.
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
- {{CANCEL}} Je ne peux plus venir
{{/ACTIONS}}
{{#WHY}}vous êtes inscrit·e{{/WHY}}
