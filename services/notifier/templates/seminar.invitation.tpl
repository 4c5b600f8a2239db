{{#SUBJECT}}Invitation – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}votre inscription à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Nous avons le plaisir de vous inviter {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
{{#GOALS_KNOWN}}Au menu : {{GOALS}}.{{/GOALS_KNOWN}}
Élu·es, directions, chargé·es de coopération et équipes de la Caf y partagent leurs réalisations et préparent la suite.
{{#CLOSES_KNOWN}}Inscription en un clic, jusqu’au {{CLOSES}}.{{/CLOSES_KNOWN}}
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}le séminaire s’adresse à vous et vous n’avez pas encore répondu{{/WHY}}
