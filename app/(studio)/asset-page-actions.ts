import { deleteAssetAction, editAssetAction, registerEnvironmentAction, registerModelAction } from '@/app/(studio)/asset-actions'
import type { AssetActions } from '@/components/assets/asset-actions'

/** What every page of models and environments hands to its component. */
export const assetActions: AssetActions = {
  registerModel: registerModelAction,
  registerEnvironment: registerEnvironmentAction,
  edit: editAssetAction,
  remove: deleteAssetAction,
}
