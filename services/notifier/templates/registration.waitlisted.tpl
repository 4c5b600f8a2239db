{{#SUBJECT}}Liste d’attente – {{TITLE}}, {{WHEN_BARE}}{{/SUBJECT}}
{{#SHORT}}liste d’attente pour « {{TITLE}} »{{/SHORT}}
{{#OPENING}}« {{TITLE}} », {{WHEN}}, est complet pour l’instant : vous êtes sur la liste d’attente{{#RANK_KNOWN}}, en {{RANK}} position{{/RANK_KNOWN}}.{{/OPENING}}
{{#BODY}}
Vous n’avez rien à faire. Dès qu’une place se libère pour vous, nous vous l’écrivons ; priorité est donnée aux organisations qui n’ont encore personne.
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
- {{CANCEL}} Je quitte la liste d’attente
{{/ACTIONS}}
{{#WHY}}vous venez de vous inscrire et il n’y a plus de place libre{{/WHY}}
