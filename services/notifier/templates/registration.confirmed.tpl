{{#SUBJECT}}Inscription confirmée – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}inscription confirmée à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}C’est noté : vous êtes inscrit·e {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
{{#WITH_CALENDAR}}Le rendez-vous est joint à ce message pour votre agenda.{{/WITH_CALENDAR}} Si vous avez un empêchement, rendez votre place d’un clic.
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
- {{CANCEL}} Je ne peux plus venir
- {{FEED}} M’abonner à mon agenda du réseau
{{/ACTIONS}}
{{#WHY}}vous venez d’obtenir une place{{/WHY}}
