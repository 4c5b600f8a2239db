{{#SUBJECT}}Une autre date pour « {{TITLE}} »{{/SUBJECT}}
{{#SHORT}}une autre date pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Vous nous avez manqué {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
Rien n’est perdu : le même contenu est proposé à une autre date, et il y reste de la place.
{{/BODY}}
{{#BLOCKS}}alternatives{{/BLOCKS}}
{{#ACTIONS}}
{{#OTHER_SEAT}}+ {{URL}} {{LABEL}}
{{/OTHER_SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/ACTIONS}}
{{#WHY}}vous étiez inscrit·e et n’avez pas pu venir{{/WHY}}
