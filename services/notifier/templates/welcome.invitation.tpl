{{#SUBJECT}}Bienvenue dans le réseau – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}votre inscription à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Vous venez de prendre un poste de chargé·e de coopération : bienvenue dans le réseau !{{/OPENING}}
{{#BODY}}
Pour faire connaissance avec la Caf, vos pairs et les outils à votre disposition, nous vous invitons à « {{TITLE}} », {{WHEN}}.
{{#CHOICE}}Le contenu est le même à chaque date : choisissez celle qui vous convient.{{/CHOICE}}
{{#CLOSES_KNOWN}}Inscription en un clic, jusqu’au {{CLOSES}}.{{/CLOSES_KNOWN}}
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}vous avez pris un poste de chargé·e de coopération{{/WHY}}
