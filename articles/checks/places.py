"""Where at the desk a finding is mended: the places on the article's page."""

HEADLINE, DEK, BYLINE, BODY = "#id_headline", "#id_dek", "#id_byline", "#the-body"
LEAD, LEAD_ALT, SLUG = "#field-lead_image", "#id_lead_alt", "#id_slug"
DATELINE, TOPICS, STORY = "#id_dateline", "#id_topics", "#id_story"
COMMENTS = "#comments-section"
