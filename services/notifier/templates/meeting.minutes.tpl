{{#SUBJECT}}Compte rendu à publier – {{TITLE}}{{/SUBJECT}}
{{#SHORT}}le compte rendu de « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Le compte rendu {{OF_THE_KIND}} « {{TITLE}} », {{WHEN}}, n’est pas encore publié.{{/OPENING}}
{{#BODY}}
Même bref, il est précieux pour celles et ceux qui n’ont pas pu venir.
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
+ {{MANAGE}} Publier le compte rendu
{{/ACTIONS}}
{{#WHY}}vous pilotez le réseau et le compte rendu est attendu{{/WHY}}
