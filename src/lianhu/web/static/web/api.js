// Swagger UI is begun from here: a script within the page would be refused.
"use strict";
const place = document.getElementById("api");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  // Nothing is sent anywhere else to be looked at.
  validatorUrl: null,
});
