{{#SUBJECT}}À noter – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}date à noter pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}{{THE_KIND_CAPITAL}} « {{TITLE}} » se tiendra {{WHEN}}.{{/OPENING}}
{{#BODY}}
Réservez dès maintenant {{#CHOICE}}l’une de ces dates{{/CHOICE}}{{#MODULES}}ces dates{{/MODULES}}{{#ONE}}la date{{/ONE}} dans votre agenda. L’invitation et le programme suivront.
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}cet événement s’adresse à vous{{/WHY}}
