// Pages work without this; where it runs, it brings the components to life.
import { initAll } from "govuk-frontend";
import { initAll as initMoj } from "@ministryofjustice/frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
initMoj();
