import { useDevelopmentFfmpeg } from "../scripts/development-ffmpeg.js";

useDevelopmentFfmpeg();
