/** The views of the page, in the order of its tabs. */

import { flow } from "lw/flow/view";

/** @type {import("lw/core/app").View[]} */
export const VIEWS = [flow];
