{{#SUBJECT}}La place à « {{TITLE}} » n’est plus réservée{{/SUBJECT}}
{{#SHORT}}place non retenue à « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Nous n’avons pas reçu votre réponse : la place à « {{TITLE}} », {{WHEN}}, ne vous est plus réservée.{{/OPENING}}
{{#BODY}}
{{#REGISTER_POSSIBLE}}Si vous souhaitez toujours venir, inscrivez-vous de nouveau : vous reprendrez rang dans la liste d’attente.{{/REGISTER_POSSIBLE}}
{{#REGISTER_IMPOSSIBLE}}Nous espérons vous retrouver à une prochaine rencontre.{{/REGISTER_IMPOSSIBLE}}
{{/BODY}}
{{#BLOCKS}}{{/BLOCKS}}
{{#ACTIONS}}
+ {{REGISTER}} Je m’inscris de nouveau
{{/ACTIONS}}
{{#WHY}}la place proposée est restée sans réponse{{/WHY}}
