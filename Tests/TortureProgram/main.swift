import Torture

await TortureTool.main()
