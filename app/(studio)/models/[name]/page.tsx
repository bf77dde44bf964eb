import { assetRoute } from '@/app/(studio)/asset-route'

const route = assetRoute('models')
export const generateMetadata = route.generateMetadata
export default route.Page
