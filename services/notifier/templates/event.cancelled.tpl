{{#SUBJECT}}Annulation – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}annulation de « {{TITLE}} »{{/SHORT}}
{{#OPENING}}{{THE_KIND_CAPITAL}} « {{TITLE}} », {{WHEN}}, n’aura pas lieu. Nous en sommes désolé·es.{{/OPENING}}
{{#BODY}}
{{#HELD_SEAT}}Votre inscription est annulée, vous n’avez rien à faire.{{#WITH_CALENDAR}} Le rendez-vous joint met votre agenda à jour.{{/WITH_CALENDAR}}{{/HELD_SEAT}}
{{#HELD_NONE}}Vous pouvez libérer ce moment dans votre agenda.{{/HELD_NONE}}
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
{{/ACTIONS}}
{{#WHY}}vous étiez inscrit·e ou invité·e{{/WHY}}
