{{#SUBJECT}}{{NEAR_CAPITAL}}, {{HOUR}} – {{TITLE}}{{/SUBJECT}}
{{#SHORT}}« {{TITLE}} », {{DAY}} à {{HOUR}}{{/SHORT}}
{{#OPENING}}Nous vous attendons {{NEAR}} à {{HOUR}} pour « {{TITLE}} ».{{/OPENING}}
{{#BODY}}
{{#ONLINE}}La rencontre se tient en ligne : gardez ce message sous la main, le lien est ci-dessous.{{/ONLINE}}
{{#ON_SITE}}À garder sous la main : le lieu et l’accès.{{/ON_SITE}}
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
- {{CANCEL}} Je ne peux plus venir
{{/ACTIONS}}
{{#WHY}}vous êtes inscrit·e{{/WHY}}
