{{#SUBJECT}}Dernières heures : votre place à « {{TITLE}} »{{/SUBJECT}}
{{#SHORT}}votre place à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}La place que nous vous gardons à « {{TITLE}} », {{WHEN}}, vous attend jusqu’au {{OFFER_ENDS}}.{{/OPENING}}
{{#BODY}}
Sans réponse d’ici là, elle sera proposée à la personne suivante.
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
+ {{ACCEPT}} Je prends la place
- {{REFUSE}} Je la laisse à quelqu’un d’autre
{{/ACTIONS}}
{{#WHY}}une place vous est proposée et vous n’avez pas encore répondu{{/WHY}}
