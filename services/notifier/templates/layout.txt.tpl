Bonjour{{#NAMED}} {{GIVEN_NAME}}{{/NAMED}},

{{#DIGEST}}Ce message réunit {{COUNT}} rappels.

{{/DIGEST}}{{#SECTION}}{{#HEADED}}── {{HEADING}}

{{/HEADED}}{{#PARAGRAPH}}{{TEXT}}

{{/PARAGRAPH}}{{#SESSION}}{{#TITLED}}{{TITLE}}
{{/TITLED}}{{SPAN}}
{{#WITH_ZONE}}{{ZONE}}
{{/WITH_ZONE}}{{#WITH_PLACE}}Lieu : {{PLACE}}
{{/WITH_PLACE}}{{#WITH_ACCESS}}Accès : {{ACCESS}}
{{/WITH_ACCESS}}{{#WITH_LINK}}En ligne : {{LINK}}
{{/WITH_LINK}}
{{/SESSION}}{{#SEATS}}{{DAY}} : {{TAKEN}}{{#LOW}} (minimum : {{MINIMUM}}, non atteint){{/LOW}}
{{/SEATS}}{{#AFTER_SEATS}}
{{/AFTER_SEATS}}{{#AGENDA}}Au programme :
{{#POINT}}- {{TEXT}}
{{/POINT}}
{{/AGENDA}}{{#DOCUMENTS}}{{#DOCUMENT}}- {{URL}}
{{/DOCUMENT}}
{{/DOCUMENTS}}{{#BUTTON}}→ {{LABEL}} : {{URL}}

{{/BUTTON}}{{#LINK_LINE}}{{LABEL}} : {{URL}}

{{/LINK_LINE}}Pourquoi ce message ? {{WHY}}

{{/SECTION}}-- 
{{CAF}} · réseau des chargé·es de coopération
{{#UNSUBSCRIBE}}Ne plus recevoir de rappels : {{URL}}
{{/UNSUBSCRIBE}}
