// One row of the demo: sign KEY.p12 OPTIONS nvp|xml REQUEST OUTPUT COUNT, with the password in CYBSIGN_PASSWORD.
#include <chrono>
#include <cstdlib>
#include <cybsign.hpp>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    std::ostringstream text;
    text << std::ifstream(argv[4], std::ios::binary).rdbuf();
    const std::string request = text.str();
    const bool xml = std::string(argv[3]) == "xml";
    const int count = std::atoi(argv[6]);
    try {
        auto credential = cybsign::credential::from_p12_file(argv[1], std::getenv("CYBSIGN_PASSWORD"));
        cybsign::simple_order order(credential, argv[2]);
        std::string message;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < count; i++) message = xml ? order.sign_xml(request) : order.sign_nvp(request);
        const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
        std::cout << std::fixed << std::setprecision(1) << spent.count() / count << " " << credential.days_left() << "\n";
        std::ofstream(argv[5], std::ios::binary) << message;
    } catch (const cybsign::error &error) {
        std::cerr << error.name() << ": " << error.what() << "\n";
        return 1;
    }
    return 0;
}
