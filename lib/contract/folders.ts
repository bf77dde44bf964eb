/** A folder the studio may read on the person's behalf. */
export interface AllowedFolder {
  path: string
  /** `home` and `start` (the folder `npm start` ran in) are allowed from the beginning. */
  origin: 'home' | 'start' | 'added'
}
