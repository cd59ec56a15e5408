/** The views of the page, in the order of its tabs. */

import { flow } from "lw/flow/view";
import { layers } from "lw/layers/view";
import { lesson } from "lw/lesson/view";
import { live } from "lw/live/view";
import { program } from "lw/program/view";
import { step } from "lw/step/view";
import { training } from "lw/training/view";

/** @type {import("lw/core/app").View[]} */
export const VIEWS = [flow, step, training, layers, program, lesson, live];
