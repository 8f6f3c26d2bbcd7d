using Fairlead.Cli.Server;
using Fairlead.Kernel;
using Fairlead.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fairlead.Cli.Tests;

public class ForAMomentTests
{
    private static readonly string[] Left = ["AssociationClock", "AutoScanClock", "ChangeClock", "LookClock", "ProbeClock", "ReportClock", "RunUpkeep", "ScanClock", "SiteLinkClock", "SubmitClock", "TicketClock", "TriggerClock", "TroubleClock", "WebhookListener"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_without_a_server_begins_nothing_that_its_end_would_cut_off()
    {
        var server = await JobsAsync([]);
        var command = await JobsAsync(new(ServerSession.ForAMoment));

        Assert.Equal(Left, server.Except(command).Order(StringComparer.Ordinal));
        Assert.Contains("OutboxClock", command);
    }

    private static async Task<IReadOnlyList<string>> JobsAsync(Dictionary<string, string?> settings)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-test-");
        var options = new FairleadHostOptions
        {
            DataDirectory = folder.FullName,
            Listen = "http://127.0.0.1:0",
            LocalToken = new SecretText("local"),
            LogTarget = LogTarget.None,
            Settings = settings,
            Environment = _ => null,
        };
        await using (var host = await FairleadHost.StartAsync(options, Ct))
            return [.. host.Services.GetServices<IHostedService>().Select(s => s.GetType().Name)];
    }
}
