{{#SUBJECT}}Changement enregistré – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}changement de date pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}C’est changé : vous êtes maintenant inscrit·e à « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
{{#PREVIOUS_KNOWN}}Votre place du {{PREVIOUS_DAY}} est rendue.{{/PREVIOUS_KNOWN}} {{#WITH_CALENDAR}}Le rendez-vous joint met votre agenda à jour.{{/WITH_CALENDAR}}
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
- {{CANCEL}} Je ne peux plus venir
{{/ACTIONS}}
{{#WHY}}vous venez de choisir une autre session{{/WHY}}
