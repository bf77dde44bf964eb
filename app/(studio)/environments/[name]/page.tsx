import { assetRoute } from '@/app/(studio)/asset-route'

const route = assetRoute('environments')
export const generateMetadata = route.generateMetadata
export default route.Page
