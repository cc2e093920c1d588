import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { waitUntil } from "@hybrid-stream/testkit";
import { type RunningProgram, runProgram } from "../shared/run-program.js";

/** nginx with one worker, serving a folder on the loopback interface. */
export interface Nginx extends RunningProgram {
  readonly url: string;
  /** Puts a file under the path of its address. */
  put(path: string, content: Uint8Array): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(address)));
    });
  });
}

/** As it should be set up for this: no access log, sendfile, descriptors kept open. */
function settings(folder: string, port: number): string {
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=1000;
  types { application/vnd.apple.mpegurl m3u8; video/mp4 mp4; video/iso.segment m4s; }
  client_body_temp_path ${folder}/temp;
  proxy_temp_path ${folder}/temp;
  fastcgi_temp_path ${folder}/temp;
  uwsgi_temp_path ${folder}/temp;
  scgi_temp_path ${folder}/temp;
  server { listen 127.0.0.1:${port}; root ${folder}/files; }
}
`;
}

export async function startNginx(program: string, folder: string): Promise<Nginx> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await mkdir(join(folder, "files"), { recursive: true });
  await writeFile(join(folder, "nginx.conf"), settings(folder, port));
  const running = runProgram(program, [
    "-p",
    folder,
    "-e",
    join(folder, "error.log"),
    "-c",
    join(folder, "nginx.conf"),
  ]);
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await waitUntil(answers, { what: "an answer of nginx", timeoutMs: 5_000 });
  return {
    ...running,
    url,
    async put(path, content) {
      const file = join(folder, "files", path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, content);
    },
  };
}
