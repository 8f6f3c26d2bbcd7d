using System.Diagnostics;

namespace Fairlead.Web.Tests.Operations;

/// <summary>
/// FAULTS F068: whoever asks whether the process lives is answered while two hundred pieces of work hold a thread each. The pool adds
/// one or two threads a second by itself, which would be minutes.
/// </summary>
public sealed class StarvedPool
{
    private const int Blocked = 200;
    private const string Variable = "FAIRLEAD_TEST_STARVED";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(45);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_whose_threads_are_all_held_up_says_that_it_lives()
    {
        var assembly = typeof(StarvedPool).Assembly.Location;
        var place = Path.Combine(Directory.CreateTempSubdirectory("fairlead-starved-").FullName, "address");
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", [assembly, "-explicit", "only", "-method", $"*{nameof(StarvedPool)}.{nameof(Serve)}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [Variable] = place },
        })!;
        try
        {
            while (!File.Exists(place))
            {
                Assert.False(child.HasExited, "It ended before it served.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
            }

            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = LongEnough };
            Assert.Equal("live", await http.GetStringAsync(new Uri(new Uri(await File.ReadAllTextAsync(place, Ct)), "health/live"), Ct));

            child.StandardInput.Close();
            var output = await child.StandardOutput.ReadToEndAsync(Ct);
            await child.WaitForExitAsync(Ct);
            Assert.True(child.ExitCode == 0, output);
        }
        finally
        {
            child.Kill();
        }

        Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
    }

    /// <summary>Runs only as the child of the test above, until its input is closed.</summary>
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        var place = Environment.GetEnvironmentVariable(Variable)!;
        await using var host = await FairleadHost.StartAsync(
            new FairleadHostOptions
            {
                DataDirectory = Path.Combine(Path.GetDirectoryName(place)!, "data"),
                Listen = "http://127.0.0.1:0",
                LogTarget = LogTarget.None,
                Environment = _ => null,
            },
            Ct);
        using var release = new ManualResetEventSlim();
        using var all = new CountdownEvent(Blocked);
        for (var i = 0; i < Blocked; i++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => Hold(release, all), null);
        await File.WriteAllTextAsync($"{place}.new", host.BaseAddress.AbsoluteUri, Ct);
        File.Move($"{place}.new", place);
        Console.In.ReadToEnd();
        release.Set();
        all.Wait(Ct);
    }

    private static void Hold(ManualResetEventSlim release, CountdownEvent all)
    {
        release.Wait();
        all.Signal();
    }
}
