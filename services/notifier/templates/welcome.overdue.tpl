{{#SUBJECT}}Accueil à organiser : {{PERSON}}{{/SUBJECT}}
{{#SHORT}}l’accueil {{OF_PERSON}}{{/SHORT}}
{{#OPENING}}{{PERSON}}, en poste depuis le {{SINCE}}, n’a pas encore suivi de rencontre d’accueil.{{/OPENING}}
{{#BODY}}
Nos invitations n’ont pas suffi. Un appel, ou un accueil sur mesure, serait bienvenu.
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
{{/ACTIONS}}
{{#WHY}}vous pilotez le réseau et cette personne attend son accueil{{/WHY}}
