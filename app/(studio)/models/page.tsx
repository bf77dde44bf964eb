import { assetListRoute } from '@/app/(studio)/asset-list-route'

const route = assetListRoute('models')
export const generateMetadata = route.generateMetadata
export default route.Page
