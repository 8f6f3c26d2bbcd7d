using Fairlead.Bench.Imports;
using Fairlead.Bench.Reports;
using Fairlead.Bench.Secrets;
using Fairlead.Bench.SecurityInformation;
using Fairlead.Bench.Tickets;
using Fairlead.Storage;

return args switch
{
    ["reports", .. var rest] => await TrivyReading.RunAsync(rest),
    ["imports", .. var rest] => await ImportsBench.RunAsync(rest),
    ["plan", .. var rest] => PlanningBench.Run(rest),
    ["threats", .. var rest] => await ThreatsBench.RunAsync(rest),
    ["jira", "cloud" or "datacenter", _] => await JiraCallsBench.RunAsync(args[1..]),
    ["looks", "cloud" or "datacenter", _] => await LooksBench.RunAsync(args[1..]),
    ["webhooks", "sqlite"] => await WebhooksBench.RunAsync(null),
    ["webhooks", "postgres", var location] => await WebhooksBench.RunAsync(DatabaseOptions.Postgres(location)),
    ["security", "sqlite", "findings", var seconds] => await SecurityBench.RunWithFindingsAsync(null, seconds),
    ["security", "postgres", var location, "findings", var seconds] => await SecurityBench.RunWithFindingsAsync(DatabaseOptions.Postgres(location), seconds),
    ["security", "sqlite", var stored, var findings] => await SecurityBench.RunAsync(null, stored, findings),
    ["security", "postgres", var location, var stored, var findings] => await SecurityBench.RunAsync(DatabaseOptions.Postgres(location), stored, findings),
    ["secrets", "write", var folder, var issues] => SecretsBench.Write(folder, issues),
    ["secrets", "run", var folder, var issues] => await SecretsBench.RunAsync(folder, issues),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run --project bench/Fairlead.Bench -c Release -- reports [FINDINGS] [ROUNDS]");
    Console.Error.WriteLine("       … -- imports generate FILE COUNT GENERATION CHANGED-PERCENT");
    Console.Error.WriteLine("       … -- imports read FILE");
    Console.Error.WriteLine("       … -- imports run sqlite|postgres LOCATION FILE");
    Console.Error.WriteLine("       … -- plan [FINDINGS] [TICKETS]");
    Console.Error.WriteLine("       … -- threats [FINDINGS] [SCORES]");
    Console.Error.WriteLine("       … -- jira cloud|datacenter FINDINGS");
    Console.Error.WriteLine("       … -- looks cloud|datacenter TICKETS");
    Console.Error.WriteLine("       … -- webhooks sqlite");
    Console.Error.WriteLine("       … -- webhooks postgres LOCATION");
    Console.Error.WriteLine("       … -- security sqlite STORED FINDINGS");
    Console.Error.WriteLine("       … -- security sqlite findings SECONDS");
    Console.Error.WriteLine("       … -- security postgres LOCATION STORED FINDINGS");
    Console.Error.WriteLine("       … -- security postgres LOCATION findings SECONDS");
    Console.Error.WriteLine("       … -- secrets write FOLDER ISSUES.jsonl");
    Console.Error.WriteLine("       … -- secrets run FOLDER ISSUES.jsonl");
    return 64;
}
