{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{SUBJECT_LINE}}</title>
</head>
<body style="margin:0;padding:0">
<div style="max-width:36em;margin:0 auto;padding:1.5em 1em;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
<p style="margin:0 0 1em">Bonjour{{#NAMED}} {{GIVEN_NAME}}{{/NAMED}},</p>
{{#DIGEST}}<p style="margin:0 0 1em">Ce message réunit {{COUNT}} rappels.</p>
{{/DIGEST}}{{#SECTION}}{{#HEADED}}<h2 style="margin:1.75em 0 .5em;font-size:1.15em;line-height:1.3">{{HEADING}}</h2>
{{/HEADED}}{{#PARAGRAPH}}<p style="margin:0 0 1em">{{TEXT}}</p>
{{/PARAGRAPH}}{{#SESSION}}<div style="margin:0 0 1em;padding:.1em 0 .1em 1em;border-left:4px solid #2f7fd1">
{{#TITLED}}<div>{{TITLE}}</div>
{{/TITLED}}<div style="font-weight:bold">{{SPAN}}</div>
{{#WITH_ZONE}}<div style="font-size:.9em">{{ZONE}}</div>
{{/WITH_ZONE}}{{#WITH_PLACE}}<div>{{PLACE}}</div>
{{/WITH_PLACE}}{{#WITH_ACCESS}}<div>Accès : {{ACCESS}}</div>
{{/WITH_ACCESS}}{{#WITH_LINK}}<div>En ligne : <a href="{{LINK}}" style="color:#2f7fd1">{{LINK}}</a></div>
{{/WITH_LINK}}</div>
{{/SESSION}}{{#SEATS}}<p style="margin:0 0 .5em"><strong>{{DAY}}</strong> : {{TAKEN}}{{#LOW}} <strong style="color:#c2410c">(minimum : {{MINIMUM}}, non atteint)</strong>{{/LOW}}</p>
{{/SEATS}}{{#AGENDA}}<p style="margin:0 0 .25em">Au programme :</p>
<ul style="margin:0 0 1em;padding-left:1.25em">{{#POINT}}<li>{{TEXT}}</li>{{/POINT}}</ul>
{{/AGENDA}}{{#DOCUMENTS}}<ul style="margin:0 0 1em;padding-left:1.25em">{{#DOCUMENT}}<li><a href="{{URL}}" style="color:#2f7fd1">{{URL}}</a></li>{{/DOCUMENT}}</ul>
{{/DOCUMENTS}}{{#BUTTON}}<p style="margin:1.25em 0"><a href="{{URL}}" style="display:inline-block;padding:.7em 1.3em;border-radius:.4em;background-color:#1d5fa8;color:#ffffff;font-weight:bold;text-decoration:none">{{LABEL}}</a></p>
{{/BUTTON}}{{#LINK_LINE}}<p style="margin:0 0 1em"><a href="{{URL}}" style="color:#2f7fd1">{{LABEL}}</a></p>
{{/LINK_LINE}}<p style="margin:1em 0;font-size:.8em;line-height:1.4;opacity:.75">Pourquoi ce message ? {{WHY}}</p>
{{/SECTION}}<hr style="margin:1.5em 0 1em;border:0;border-top:1px solid #8888">
<p style="margin:0;font-size:.8em;line-height:1.4;opacity:.9">{{CAF}} · réseau des chargé·es de coopération{{#UNSUBSCRIBE}}<br><a href="{{URL}}" style="color:#2f7fd1">Ne plus recevoir de rappels</a>{{/UNSUBSCRIBE}}</p>
</div>
</body>
</html>
