{{#SUBJECT}}À noter – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}date à noter pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}{{THE_KIND_CAPITAL}} « {{TITLE}} » se tiendra {{WHEN}}.{{/OPENING}}
{{#BODY}}
C’est le rendez-vous de l’année où se retrouvent élu·es, directions, chargé·es de coopération et équipes de la Caf. Réservez la date : l’invitation et le programme suivront.
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}le séminaire s’adresse à vous{{/WHY}}
