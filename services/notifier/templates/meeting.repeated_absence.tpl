{{#SUBJECT}}Prendre des nouvelles {{OF_PERSON}}{{/SUBJECT}}
{{#SHORT}}des nouvelles {{OF_PERSON}}{{/SHORT}}
{{#OPENING}}{{PERSON}} n’a pas pu participer à « {{TITLE}} », {{WHEN}}, et avait déjà manqué un autre rendez-vous du réseau au cours des douze derniers mois.{{/OPENING}}
{{#BODY}}
Un appel aide souvent : charge de travail, horaires, trajet, changement de poste… Ce message n’appelle aucun reproche.
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
{{/ACTIONS}}
{{#WHY}}vous accompagnez cette personne ou pilotez le réseau{{/WHY}}
