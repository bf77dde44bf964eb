/** Where the product takes a dropped or pasted text to. */
export type Place = 'endpoint-wizard' | 'deployment-wizard' | 'models' | 'environments' | 'none'
