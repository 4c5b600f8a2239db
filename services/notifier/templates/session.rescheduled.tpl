{{#SUBJECT}}Changement {{OF_WHAT}} – {{TITLE}}, désormais {{WHEN}}{{/SUBJECT}}
{{#SHORT}}changement {{OF_WHAT}} pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}« {{TITLE}} » change {{OF_WHAT}}{{#PREVIOUS_KNOWN}} : prévu {{PREVIOUS_SPAN}}, ce rendez-vous se tiendra {{SPAN}}{{/PREVIOUS_KNOWN}}.{{/OPENING}}
{{#BODY}}
{{#CONFIRMED}}Votre place reste réservée, vous n’avez rien à faire. {{#WITH_CALENDAR}}Le rendez-vous joint met votre agenda à jour.{{/WITH_CALENDAR}} Si cela ne vous convient pas, dites-le d’un clic.{{/CONFIRMED}}
{{#WAITING}}Vous gardez votre rang dans la liste d’attente.{{/WAITING}}
{{#OFFERED}}La place qui vous est proposée l’est désormais pour ce moment.{{/OFFERED}}
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#OFFERED}}+ {{ACCEPT}} Je prends la place{{/OFFERED}}
- {{CANCEL}} Je ne peux pas venir
{{/ACTIONS}}
{{#WHY}}vous êtes inscrit·e et la date ou l’heure a changé{{/WHY}}
