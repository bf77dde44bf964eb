/** Request header in which the studio's own server tells its pages the address asked for; the server overwrites what a client sends. */
export const pathHeader = 'x-scorepoint-path'
