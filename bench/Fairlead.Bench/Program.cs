using Fairlead.Bench.Reports;

return args switch
{
    ["reports", .. var rest] => await TrivyReading.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run --project bench/Fairlead.Bench -c Release -- reports [FINDINGS] [ROUNDS]");
    return 64;
}
