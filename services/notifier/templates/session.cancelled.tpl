{{#SUBJECT}}{{#IN_SEQUENCE}}Module annulé{{/IN_SEQUENCE}}{{#NOT_IN_SEQUENCE}}Session annulée{{/NOT_IN_SEQUENCE}} – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}annulation pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}
{{#IN_SEQUENCE}}« {{TITLE}} » : le module prévu {{WHEN}}{{#MODULE_KNOWN}} ({{MODULE}}){{/MODULE_KNOWN}} n’aura pas lieu. Nous en sommes désolé·es.{{/IN_SEQUENCE}}
{{#NOT_IN_SEQUENCE}}La session de « {{TITLE}} » prévue {{WHEN}} est annulée. Nous en sommes désolé·es.{{/NOT_IN_SEQUENCE}}
{{/OPENING}}
{{#BODY}}
{{#IN_SEQUENCE}}Votre inscription aux autres modules reste valable.{{/IN_SEQUENCE}}
{{#OTHER_DATES}}Le même contenu est proposé à une autre date : vous pouvez vous y inscrire.{{/OTHER_DATES}}
{{#WITH_CALENDAR}}Le rendez-vous joint met votre agenda à jour.{{/WITH_CALENDAR}}
{{/BODY}}
{{#BLOCKS}}alternatives{{/BLOCKS}}
{{#ACTIONS}}
{{#OTHER_SEAT}}+ {{URL}} {{LABEL}}
{{/OTHER_SEAT}}
{{/ACTIONS}}
{{#WHY}}vous étiez inscrit·e{{/WHY}}
