{{#SUBJECT}}{{#SELF}}Faisons connaissance – {{TITLE}}, {{WHEN_BARE}}{{/SELF}}{{#COPY}}Rencontre d’accueil : {{PERSON}} n’est pas encore inscrit·e{{/COPY}}{{/SUBJECT}}
{{#SHORT}}{{#SELF}}votre inscription à « {{TITLE}} »{{/SELF}}{{#COPY}}l’accueil {{OF_PERSON}}{{/COPY}}{{/SHORT}}
{{#OPENING}}{{#SELF}}Vous êtes en poste depuis deux mois : la rencontre d’accueil vous attend toujours.{{/SELF}}{{#COPY}}{{PERSON}}, en poste depuis le {{SINCE}}, n’est pas encore inscrit·e à une rencontre d’accueil.{{/COPY}}{{/OPENING}}
{{#BODY}}
{{#SELF}}Vous y rencontrerez la Caf, vos pairs et les outils du réseau : « {{TITLE}} », {{WHEN}}.{{/SELF}}
{{#COPY}}La prochaine est « {{TITLE}} », {{WHEN}}. Un mot de votre part peut aider ; nous lui avons aussi écrit.{{/COPY}}
{{#CHOICE}}{{#SELF}}Le contenu est le même à chaque date : choisissez celle qui vous convient.{{/SELF}}{{/CHOICE}}
{{/BODY}}
{{#BLOCKS}}sessions{{/BLOCKS}}
{{#ACTIONS}}
{{#SELF}}
{{#SEAT}}+ {{URL}} {{LABEL}}
{{/SEAT}}
- {{DECLINE}} Je ne suis pas disponible
{{/SELF}}
{{/ACTIONS}}
{{#WHY}}{{#SELF}}vous avez pris un poste de chargé·e de coopération{{/SELF}}{{#COPY}}vous accompagnez cette personne{{/COPY}}{{/WHY}}
