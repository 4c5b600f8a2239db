{{#SUBJECT}}Serez-vous des nôtres ? {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}votre réponse pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Il est encore temps de vous inscrire {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
Nous n’avons pas encore votre réponse. Un clic suffit, et un « non » nous aide aussi : il libère une place.
{{#CLOSES_KNOWN}}Les inscriptions ferment le {{CLOSES}}.{{/CLOSES_KNOWN}}
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}vous avez reçu une invitation et n’avez pas encore répondu{{/WHY}}
