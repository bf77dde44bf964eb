/** Names a person keeps, with the data folder: starred endpoints, columns left out of the list. */
export const keptSets = ['favourites', 'hiddenColumns'] as const
export type KeptSet = (typeof keptSets)[number]

/** Body of `GET /api/kept`. */
export type KeptNames = Record<KeptSet, string[]>

/** Body of `PUT /api/kept`: one name in or out; the answer is as that of GET. */
export interface KeepName {
  set: KeptSet
  name: string
  isKept: boolean
}
