// Forge's own check of a manifest, with all that it checks before an app is deployed: node manifest.mjs FOLDER. Prints what is wrong, one line each.
import manifest from '@forge/manifest';

process.chdir(process.argv[2]);
const { ProcessorBuilder, ValidationTypes } = manifest;
const wrong = [];
for (const type of [ValidationTypes.FULL, ValidationTypes.FORGE_REMOTE_COMPUTE, ValidationTypes.PRODUCT_TRIGGER]) {
  const { errors } = await ProcessorBuilder.instance().withValidation(type).build().process();
  wrong.push(...(errors ?? []).map((e) => `${e.line}: ${e.level}: ${e.message}`));
}

for (const line of new Set(wrong)) {
  console.log(line);
}
process.exit(wrong.length > 0 ? 1 : 0);
