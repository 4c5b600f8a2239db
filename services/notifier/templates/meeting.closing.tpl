{{#SUBJECT}}Inscriptions : où en est « {{TITLE}} » ?{{/SUBJECT}}
{{#SHORT}}les inscriptions à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Voici où en sont les inscriptions {{TO_THE_KIND}} « {{TITLE}} », {{WHEN}}.{{/OPENING}}
{{#BODY}}
{{#BELOW_MINIMUM}}Le minimum n’est pas atteint partout. Il est encore temps de relancer, de regrouper ou d’annuler.{{/BELOW_MINIMUM}}
{{#MINIMUM_REACHED}}Tout est en bonne voie.{{/MINIMUM_REACHED}}
{{/BODY}}
{{#BLOCKS}}seats{{/BLOCKS}}
{{#ACTIONS}}
+ {{MANAGE}} Voir les inscriptions
{{/ACTIONS}}
{{#WHY}}vous pilotez le réseau et l’événement approche{{/WHY}}
