{{#SUBJECT}}Changement de lieu – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}changement de lieu pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}« {{TITLE}} », {{WHEN}}, change de lieu{{#PLACE_KNOWN}} ; le rendez-vous est désormais fixé ici : {{PLACE}}{{/PLACE_KNOWN}}.{{/OPENING}}
{{#BODY}}
La date et les heures ne changent pas{{#PREVIOUS_PLACE_KNOWN}} ; ne vous rendez pas à l’adresse précédente ({{PREVIOUS_PLACE}}){{/PREVIOUS_PLACE_KNOWN}}.
{{#CONFIRMED}}Votre place reste réservée.{{#WITH_CALENDAR}} Le rendez-vous joint met votre agenda à jour.{{/WITH_CALENDAR}}{{/CONFIRMED}}
{{#WAITING}}Vous gardez votre rang dans la liste d’attente.{{/WAITING}}
{{#OFFERED}}La place qui vous est proposée vous attend toujours.{{/OFFERED}}
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#OFFERED}}+ {{ACCEPT}} Je prends la place{{/OFFERED}}
- {{CANCEL}} Je ne peux plus venir
{{/ACTIONS}}
{{#WHY}}vous êtes inscrit·e et le lieu a changé{{/WHY}}
