/** The environment of a new terminal, without variables of the Nx and npm that run the specs. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(NX|npm)_/i.test(name));
  const path = process.env.PATH?.split(':').filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(inherited), PATH: path?.join(':') };
}
