{{#SUBJECT}}{{#TURNED_DOWN}}Place laissée{{/TURNED_DOWN}}{{#ENDED}}Inscription annulée{{/ENDED}} – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}inscription annulée à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}{{#BY_PERSON}}C’est noté : votre inscription à « {{TITLE}} », {{WHEN}}, est annulée.{{/BY_PERSON}}{{#BY_PILOT}}L’équipe du réseau a annulé votre inscription à « {{TITLE}} », {{WHEN}}.{{/BY_PILOT}}{{#TURNED_DOWN}}C’est noté : vous ne prenez pas la place proposée à « {{TITLE}} », {{WHEN}}.{{/TURNED_DOWN}}{{/OPENING}}
{{#BODY}}
{{#BY_PILOT}}Si cela vous surprend, répondez à ce message : nous regarderons ensemble.{{/BY_PILOT}}
{{#BY_PERSON}}Merci de l’avoir signalé : la place servira à quelqu’un d’autre.{{/BY_PERSON}}
{{#TURNED_DOWN}}Merci de votre réponse : elle est proposée à la personne suivante.{{/TURNED_DOWN}}
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
- {{REGISTER}} Finalement, je m’inscris
{{/ACTIONS}}
{{#WHY}}votre inscription a pris fin{{/WHY}}
