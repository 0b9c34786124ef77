// What a measurement needs of the sources, bundled as it will run.
export { openStore } from '../src/embedded/store/store.ts'
export { openDatabase } from '../src/world/database.ts'
