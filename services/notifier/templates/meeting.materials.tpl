{{#SUBJECT}}Les documents de « {{TITLE}} » sont en ligne{{/SUBJECT}}
{{#SHORT}}les documents de « {{TITLE}} »{{/SHORT}}
{{#OPENING}}Les documents partagés lors {{OF_THE_KIND}} « {{TITLE}} », {{WHEN}}, sont à votre disposition.{{/OPENING}}
{{#BODY}}
Vous pouvez les relire, les adapter et les transmettre à vos partenaires. S’il vous en manque un, répondez à ce message.
{{/BODY}}
{{#BLOCKS}}documents{{/BLOCKS}}
{{#ACTIONS}}
{{/ACTIONS}}
{{#WHY}}vous avez participé{{/WHY}}
