using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        CoreDumps.Prevent();
        using var interruption = new Interruption();
        await using var terminal = Screen.OfProcess();
        return (int)await new CommandRun(FairleadCommand.Create(), terminal, TimeProvider.System)
            .RunAsync(args, interruption);
    }
}
