{{#SUBJECT}}Une place pour vous – {{TITLE}}, répondez avant le {{OFFER_ENDS}}{{/SUBJECT}}
{{#SHORT}}une place pour vous à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Bonne nouvelle : une place s’est libérée pour vous à « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
Nous vous la gardons jusqu’au {{OFFER_ENDS}}. Ensuite, elle sera proposée à la personne suivante.
{{/BODY}}
{{#BLOCKS}}sessions agenda{{/BLOCKS}}
{{#ACTIONS}}
+ {{ACCEPT}} Je prends la place
- {{REFUSE}} Je la laisse à quelqu’un d’autre
{{/ACTIONS}}
{{#WHY}}vous étiez en tête de la liste d’attente{{/WHY}}
